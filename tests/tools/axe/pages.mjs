// Opens pages of a running service in Chromium, in both languages and themes, wide and as narrow as a wide one at 400 %, and
// prints what is wrong, one line for each finding: of axe-core, of the console, what asks another host, what is cut.
// Usage: node pages.mjs CHROMIUM URL TOKEN PATH... ; ends with 0 when nothing was found, and with 1 otherwise.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const [executablePath, url, token, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let findings = 0;
// Between them both languages, both themes and both widths; the narrow one in German, whose words are longer.
for (const [locale, colorScheme, width] of [["de", "light", 1280], ["en", "dark", 1280], ["de", "dark", 320]]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    let at = "/sign-in";
    const tell = text => {
        findings += 1;
        console.log(`${at} (${locale}, ${colorScheme}, ${width} px): ${text}`);
    };
    page.on("request", request => {
        if (!request.url().startsWith(url) && !request.url().startsWith("data:")) tell(`asks ${request.url()}`);
    });
    page.on("pageerror", error => tell(String(error)));
    page.on("console", message => {
        // What is not there says so; the page that tells it is looked at as well.
        if (message.type() === "error" && !message.text().includes("404 (Not Found)")) tell(message.text());
    });
    const look = async () => {
        await page.waitForLoadState("networkidle");
        if (await page.locator("html").getAttribute("lang") !== locale) tell("is in another language");
        await page.evaluate(axe);
        const result = await page.evaluate(values => globalThis.axe.run({ runOnly: { type: "tag", values } }), rules);
        if (result.passes.length < 10) tell("axe-core has hardly checked anything");
        for (const violation of result.violations) {
            const where = violation.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | ");
            tell(`${violation.id}: ${violation.help}: ${where}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) tell(`is ${wide} px wider than the window`);
    };
    await page.goto(url + at);
    await look();
    await page.fill("#token", token);
    await page.click("main button[type=submit]");
    for (at of paths) {
        const answer = await page.goto(url + at);
        if (answer.status() >= 500) tell(`answers ${answer.status()}`);
        await look();
    }
    await context.close();
}
await browser.close();
process.exit(findings > 0 ? 1 : 0);
