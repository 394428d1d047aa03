/** Languages of the page. */
export type ExplanationLanguage = "en" | "zh";

const english = {
  attribution: "What speaks for a label",
  attention: "Attention weights",
  attributionNote:
    "Gradient of the label's logit by each token's word embedding, times that embedding. Green speaks for the label, red against it; the strength is relative to the strongest token of the text.",
  attentionNote:
    "A square a head, a line of squares a layer. Choose one: its lines are the tokens that look, its columns those that are looked at; every line sums to 1. Attention shows what a head reads, not what the answer was due to.",
  predicted: "Predicted",
  explained: "explained",
  probability: "probability",
  logit: "logit",
  beginning: "Only the beginning was read: the text is longer than the model reads.",
  end: "Only the end was read: the text is longer than the model reads.",
  table: "Scores as a table",
  token: "Token",
  characters: "Characters",
  score: "Score",
  layer: "Layer",
  head: "Head",
  first: "First text",
  second: "Second text",
  needsScript: "The squares are drawn by a script inside this page.",
} as const;

export type ExplanationWords = { readonly [Key in keyof typeof english]: string };

const chinese: ExplanationWords = {
  attribution: "哪些词支持该类别",
  attention: "注意力权重",
  attributionNote:
    "类别 logit 对每个词元词向量的梯度乘以该词向量。绿色支持该类别，红色反对；深浅相对于该文本中最强的词元。",
  attentionNote:
    "每个方格是一个注意力头，每行是一层。点选一个：行是发出注意的词元，列是被注意的词元，每行之和为 1。注意力说明这个头在读什么，并不说明答案由何而来。",
  predicted: "预测",
  explained: "解释的类别",
  probability: "概率",
  logit: "logit",
  beginning: "文本长于模型能读的长度，只读了开头。",
  end: "文本长于模型能读的长度，只读了结尾。",
  table: "得分表",
  token: "词元",
  characters: "字符",
  score: "得分",
  layer: "层",
  head: "头",
  first: "第一段文本",
  second: "第二段文本",
  needsScript: "方格由本页内的脚本绘制。",
};

export const explanationWords: Readonly<Record<ExplanationLanguage, ExplanationWords>> = {
  en: english,
  zh: chinese,
};

/** What is said otherwise where the model gives a number. */
export const numberWords: Readonly<Record<ExplanationLanguage, Partial<ExplanationWords>>> = {
  en: {
    attribution: "What speaks for a larger number",
    attributionNote:
      "Gradient of the number by each token's word embedding, times that embedding. Green speaks for a larger number, red for a smaller one; the strength is relative to the strongest token of the text.",
    probability: "number",
    logit: "output",
  },
  zh: {
    attribution: "哪些词让数值变大",
    attributionNote:
      "数值对每个词元词向量的梯度乘以该词向量。绿色让数值变大，红色让它变小；深浅相对于该文本中最强的词元。",
    explained: "解释的输出",
    probability: "数值",
    logit: "输出",
  },
};
