/** What customers and models may write to look like something else, or to make a page do something. */
export const hostileTexts = [
  `<script>document.title = "taken"</script>`,
  `<img src="/x" onerror="document.title='taken'">`,
  `"><svg onload="document.title='taken'"></svg>`,
  `[a link](javascript:document.title='taken') <a href="https://example.com">here</a>`,
  "{{constructor.constructor('document.title=1')()}} ${7*7} #{7*7}",
  "before \u202Ereversed\u202C after \u2066isolated",
  "\u2067right to left without an end",
  "שלום, this goes both ways, مرحبا",
  "z\u0335a\u0336l\u0337g\u0338o\u0334 \u200B\u200D\uFEFF zero width",
  "👩‍👩‍👧‍👦 🏳️‍🌈 \u{1F468}\u{1F3FF}",
  "W".repeat(400),
  "&lt;b&gt;not bold&lt;/b&gt; &amp; &#x41;",
];
