// Words that carry grammar rather than meaning: another in their place would break the sentence.
const english = `
a an the this that these those such same other another some any each every either neither both all no none few many
much more most less least several enough own
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
it its itself they them their theirs themselves one ones who whom whose which what whoever whatever
am is are was were be been being do does did doing done have has had having can could may might must shall should will
would ought cannot
isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't mustn't shan't shouldn't won't
wouldn't i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd they'd i'll
you'll he'll she'll we'll they'll that's there's let's
and or but nor so yet if then else than because since although though while whereas unless until whether as
at by for from in into of off on onto out over to toward towards under up upon with within without about above across
after against along among around before behind below beneath beside between beyond down during except inside near
outside per through throughout via
not never very too also just only even still again ever once here there where when why how now
rt amp`;

const chinese = `
的 了 和 是 在 我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 自己 这 那 这个 那个 这些 那些 这里 那里 这样 那样 哪 哪个 哪里 谁 什么 怎么 怎样
为什么 多少 几 就 都 也 很 太 最 更 又 再 还 还是 才 只 只是 不 没 没有 别 未 无 非 有 与 及 以及 或 或者 而 而且 但 但是 可是 不过 然而 因为 所以 因此
如果 虽然 即使 只要 只有 除了 把 被 将 让 使 给 对 对于 关于 从 自 到 往 向 于 以 为 为了 由 比 跟 同 按 按照 根据 通过 上 下 中 里 内 外 前 后 之 其 此 该
一 一个 一些 一样 每 各 某 着 过 得 地 吗 呢 吧 啊 呀 哦 嗯 么 们 会 能 能够 可以 可能 应该 要 想 必须 来 去 说 等 等等 个 次 年 月 日`;

const stopWords = new Set(`${english} ${chinese}`.trim().split(/\s+/));

/** Whether a word, in any case, is one that is never replaced: English and Chinese words of grammar. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word.toLowerCase().replaceAll("’", "'"));
}
