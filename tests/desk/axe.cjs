// Prints axe's violations of WCAG 2 A and AA for one page, as JSON: axe.cjs BROWSER PAGE SCHEME
const path = require("path");
const modules = path.join(__dirname, "..", "..", ".work", "desk", "node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = require(path.join(modules, "axe-core"));
const [browserPath, page, scheme] = process.argv.slice(2);

(async () => {
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const tab = await browser.newPage({ colorScheme: scheme });
  const asked = [];
  tab.on("request", (request) => { if (!request.url().startsWith("file:")) asked.push(request.url()); });
  await tab.goto(page);
  await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  await tab.evaluate(axe.source);
  const result = await tab.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa"] }));
  const violations = result.violations.map((found) => ({ id: found.id, nodes: found.nodes.map((node) => node.html) }));
  console.log(JSON.stringify({ violations, asked, passes: result.passes.length }));
  await browser.close();
})();
