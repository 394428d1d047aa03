import { expect, test } from "vitest";
import { locateAnswer } from "./locate-answer.js";
import { readAnswers, saysImpossible } from "./read-answers.js";

const context = "😀 The 房间 was warm, very warm.";

test.each([
  {
    title: "Berth's own list",
    cell: '[{"text":"warm","start":14}]',
    answers: [{ text: "warm", start: 14 }],
  },
  {
    title: "a SQuAD list, whose places count code points",
    cell: '[{"text":"warm","answer_start":13}]',
    answers: [{ text: "warm", start: 14 }],
  },
  {
    title: "Hugging Face's lists",
    cell: '{"text":["warm","very"],"answer_start":[13,19]}',
    answers: [
      { text: "warm", start: 14 },
      { text: "very", start: 20 },
    ],
  },
  { title: "texts alone", cell: '["warm"]', answers: [{ text: "warm", start: undefined }] },
  { title: "one text", cell: "very warm", answers: [{ text: "very warm", start: undefined }] },
  { title: "a text like a list", cell: "[sic]", answers: [{ text: "[sic]", start: undefined }] },
  {
    title: "Hugging Face's lists as Python prints them",
    cell: "{'text': ['warm', \"it's\"], 'answer_start': [13, 2]}",
    answers: [
      { text: "warm", start: 14 },
      { text: "it's", start: 3 },
    ],
  },
  {
    title: "the same as pandas writes them into a CSV file",
    cell: "{'text': array(['warm'], dtype=object), 'answer_start': array([13], dtype=int32)}",
    answers: [{ text: "warm", start: 14 }],
  },
  { title: "texts of Python", cell: "['warm']", answers: [{ text: "warm", start: undefined }] },
  { title: "a text in brackets", cell: "{x}", answers: [{ text: "{x}", start: undefined }] },
  { title: "no answer", cell: "[]", answers: [] },
  { title: "no answer of Hugging Face", cell: '{"text":[],"answer_start":[]}', answers: [] },
  { title: "no answer as an empty text", cell: '[""]', answers: [] },
  {
    title: "no answer as an empty text of Hugging Face",
    cell: '{"text":[""],"answer_start":[-1]}',
    answers: [],
  },
  { title: "an empty cell", cell: " ", answers: [] },
  { title: "nothing written", cell: null, answers: undefined },
])("the answers of a cell with $title are read", ({ cell, answers }) => {
  expect(readAnswers(cell, context)).toEqual(answers);
});

test.each([
  { cell: "warm", starts: "13", places: [14] },
  { cell: "warm", starts: " 13.0 ", places: [14] },
  { cell: '["warm", "very"]', starts: "[13, 19]", places: [14, 20] },
  { cell: "['warm', 'very']", starts: "[13, None]", places: [14, undefined] },
  { cell: '{"text":["warm"],"answer_start":[13]}', starts: "0", places: [14] },
  { cell: "warm", starts: "", places: [undefined] },
  { cell: "warm", starts: "early", places: [undefined] },
  { cell: "warm", starts: null, places: [undefined] },
])("the cell $cell with $starts beside it tells $places", ({ cell, starts, places }) => {
  const told = readAnswers(cell, context, starts);
  expect(Array.isArray(told) && told.map(({ start }) => start)).toEqual(places);
});

test.each(['{"text": ["warm"', "{'text': 5}", "['warm'", '[{"answer": "warm"}]', "{}"])(
  "the cell %s opens as answers and is none",
  (cell) => {
    expect(readAnswers(cell, context)).toMatch(/must be a text, a list/);
  },
);

test.each([
  { text: "warm", start: 14, place: [14, 18, true] },
  { text: " warm ", start: 13, place: [14, 18, true] },
  { text: "warm", start: 15, place: [14, 18, false] },
  { text: "warm", start: 24, place: [25, 29, false] },
  { text: "warm", start: 900, place: [25, 29, false] },
  { text: "warm", start: -3, place: [14, 18, false] },
  { text: "warm", start: undefined, place: [14, 18, true] },
  { text: "cold", start: 14, place: undefined },
  { text: "  ", start: 2, place: undefined },
])('"$text" told at $start is found at $place', ({ text, start, place }) => {
  const found = locateAnswer({ text, start }, context);
  expect(found && [found.start, found.end, found.asTold]).toEqual(place);
});

test("is_impossible may be a number, as tables write it", () => {
  expect(["True", "1", "1.0", "false", "0", "", null].map(saysImpossible)).toEqual([
    ...[true, true, true, false, false, false, false],
  ]);
});
