// Opens HTML files in Chromium, wide, narrow and dark, and prints what axe-core finds, one line for each finding.
// Usage: node axe.mjs CHROMIUM FILE... ; ends with 0 when nothing was found, and with 1 otherwise.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const [executablePath, ...files] = process.argv.slice(2);

const browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let findings = 0;
const tell = (file, width, text) => {
    findings += 1;
    console.log(`${file} (${width} px): ${text}`);
};
for (const file of files) {
    for (const [width, colorScheme] of [[1000, "light"], [320, "light"], [1000, "dark"]]) {
        // The page's own policy forbids scripts: that is right for readers, but keeps out the checker as well.
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
        const page = await context.newPage();
        page.on("request", request => {
            if (!request.url().startsWith("file:")) tell(file, width, `asks the network for ${request.url()}`);
        });
        await page.goto(pathToFileURL(file).href);
        // What is folded on narrow screens is checked as well.
        await page.evaluate(() => document.querySelectorAll("details").forEach(part => part.open = true));
        await page.evaluate(axe);
        const result = await page.evaluate(values => globalThis.axe.run({ runOnly: { type: "tag", values } }), rules);
        if (result.passes.length < 10) tell(file, width, "axe-core has hardly checked anything");
        for (const violation of result.violations) {
            const where = violation.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | ");
            tell(file, width, `${violation.id}: ${violation.help}: ${where}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) tell(file, width, `is ${wide} px wider than the window`);
        await context.close();
    }
}
await browser.close();
process.exit(findings > 0 ? 1 : 0);
