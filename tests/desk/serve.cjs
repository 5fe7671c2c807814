// Opens the served app in a real browser, presses keys, keeps what the app wrote and a picture after each step.
// serve.cjs BROWSER ADDRESS FOLDER KEY...   writes FOLDER/<step>.png, FOLDER/screen.bin and prints what was asked for
const fs = require("fs");
const path = require("path");
const modules = path.join(__dirname, "..", "..", ".work", "desk", "node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const [browserPath, address, folder, ...keys] = process.argv.slice(2);

(async () => {
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const tab = await browser.newPage({ viewport: { width: 1200, height: 700 } });
  const written = [], elsewhere = [], complaints = [];
  let last = Date.now();
  tab.on("websocket", (socket) => socket.on("framereceived", (frame) => {
    if (typeof frame.payload !== "string") { written.push(frame.payload); last = Date.now(); }
  }));
  tab.on("request", (request) => { if (!request.url().startsWith(address) && !request.url().startsWith("data:")) elsewhere.push(request.url()); });
  tab.on("pageerror", (error) => complaints.push(String(error)));
  // The screen is a canvas, so there is no text to wait for: it is settled when nothing was written for a while.
  const settled = async () => {
    await tab.waitForTimeout(500);
    while (Date.now() - last < 1500) await tab.waitForTimeout(100);
  };
  await tab.goto(address);
  await tab.waitForSelector("body.-first-byte", { state: "attached" });
  await settled();
  await tab.screenshot({ path: path.join(folder, "0.png") });
  for (const [at, key] of keys.entries()) {
    await tab.keyboard.press(key);
    await settled();
    await tab.screenshot({ path: path.join(folder, `${at + 1}.png`) });
  }
  fs.writeFileSync(path.join(folder, "screen.bin"), Buffer.concat(written));
  console.log(JSON.stringify({ elsewhere, complaints }));
  await browser.close();
})();
