import { expect, test } from "vitest";
import { type RunReport, reportHtml } from "./report-html.js";

const report: RunReport = {
  title: "runs/<tweets>",
  findings: [],
  recipe: { learningRate: 5e-5, headHidden: [512], validation: null },
  evaluations: [
    {
      epoch: 1,
      step: 2,
      trainLoss: 0.9,
      validationLoss: 0.7125,
      scores: [0.5, 0.4],
      best: true,
    },
  ],
  steps: [
    { step: 1, loss: 1 },
    { step: 2, loss: 0.8 },
  ],
  scoreNames: { accuracy: "Accuracy", f1_macro: "Macro F1" },
  details: "",
  labels: ["bad", 'good & "fine"'],
  rows: [
    { row: 1, text: "fair", truth: "bad", prediction: "bad", probabilities: [0.9, 0.1] },
    {
      row: 2,
      text: "<script>alert('x')</script>",
      truth: "bad",
      prediction: 'good & "fine"',
      probabilities: [0.2, 0.8],
    },
    {
      row: 3,
      text: "不错",
      truth: 'good & "fine"',
      prediction: 'good & "fine"',
      probabilities: [0.4, 0.6],
    },
  ],
};

test("texts of the user cannot become markup", () => {
  const page = reportHtml(report);
  expect(page).not.toContain("<script");
  expect(page).toContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  expect(page).toContain("<h1>runs/&lt;tweets&gt;</h1>");
  expect(page).toContain("good &amp; &quot;fine&quot;");
});

test("the page needs nothing from outside", () => {
  const page = reportHtml(report);
  expect(page).not.toMatch(/(?:src|href)=|url\(|@import|https?:/);
});

test("it shows the scores beside the majority baseline, the curves, and the surest mistakes", () => {
  const page = reportHtml(report);
  expect(page).toContain("<dd>66.7%</dd><small>Always the most frequent label: 66.7%</small>");
  expect(page).toContain("<dd>0.7125</dd><small>Best epoch: 1</small>");
  expect(page.match(/<polyline/g)).toHaveLength(3);
  const mistakes = page.slice(page.indexOf("Surest mistakes"), page.indexOf("<h2>Recipe"));
  expect(mistakes.match(/<tr>/g)).toHaveLength(2);
  expect(mistakes).toContain(">0.8000</td>");
});

test("a long run keeps a drawable number of points", () => {
  const steps = Array.from({ length: 100_000 }, (_, index) => ({ step: index + 1, loss: 1 }));
  expect(reportHtml({ ...report, steps }).length).toBeLessThan(30_000);
});

test("a run without mistakes says so", () => {
  const rows = report.rows.filter(({ truth, prediction }) => truth === prediction);
  expect(reportHtml({ ...report, rows })).toContain("Every row was predicted as labelled.");
});

test("labels of the page come in Chinese on request", () => {
  const page = reportHtml(report, "zh");
  expect(page).toContain('<html lang="zh">');
  expect(page).toContain("混淆矩阵");
  expect(page).not.toContain("Confusion matrix");
});

test("a calibrated run shows its calibration error without and with the temperature", () => {
  const calibration = { temperature: 1.5, before: 0.125, after: 0.03125 };
  expect(reportHtml({ ...report, calibration })).toContain(
    "<dt>Calibration error (ECE)</dt><dd>0.0313</dd><small>Without the temperature: 0.1250, temperature: 1.5000</small>",
  );
  expect(reportHtml({ ...report, calibration }, "zh")).toContain("<dt>校准误差（ECE）</dt>");
  expect(reportHtml(report)).not.toContain("Calibration error");
});

test("rows with sets of labels have the task's own scores, and no accuracy of classes", () => {
  const sets: RunReport = {
    ...report,
    scoreNames: { f1: "Micro F1", f1_macro: "Macro F1" },
    details: "the report of label sets",
    rows: [
      { row: 1, text: "fair", truth: '["bad"]', prediction: "[]", probabilities: [0.4, 0.1] },
      { row: 2, text: "fine", truth: '["bad"]', prediction: '["bad"]', probabilities: [0.9, 0.2] },
    ],
  };
  const page = reportHtml(sets);
  expect(page).toContain("the report of label sets");
  expect(page).not.toContain("100.0%");
});
