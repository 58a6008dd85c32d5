// Tries every GET of the page that shows the OpenAPI document, with what the page fills in by itself, and prints what it
// found as JSON: {operations: [{id, path, url, status, shown}], groups, filtered, complaints}.
// Usage: node docs.mjs CHROMIUM URL TOKEN
import { chromium } from "playwright-core";

const [executablePath, url, token] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
// The machine may be busy; nothing of this waits for ever.
page.setDefaultTimeout(120_000);
const complaints = [];
page.on("request", request => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) complaints.push(`asks ${request.url()}`);
});
page.on("pageerror", error => complaints.push(String(error)));
page.on("console", message => {
    // What answers 4xx is told there, too; it is judged below.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
});
await page.goto(`${url}/docs/`);
await page.locator(".opblock-tag").first().waitFor();
const groups = await page.locator(".opblock-tag").evaluateAll(all => all.map(tag => tag.dataset.tag));

// With the token, as the page offers it.
await page.locator("button.authorize").first().click();
const bearer = page.locator(".auth-container", { hasText: "Bearer" });
await bearer.locator("input").fill(token);
await bearer.locator(".auth-btn-wrapper button.authorize").click();
await page.locator(".auth-btn-wrapper button.btn-done").first().click();

const filter = page.locator(".operation-filter-input");
const ids = () => page.locator(".opblock-tag-section .opblock").evaluateAll(all => all.map(block => block.id));
const whole = await ids();
const filtered = {};
for (const words of ["incident events", "LISTALERTS", "/v1/map", "no such operation"]) {
    await filter.fill(words);
    await page.waitForFunction(([was, none]) => {
        const now = document.querySelectorAll(".opblock-tag-section .opblock").length;
        return none ? now === 0 : now > 0 && now < was;
    }, [whole.length, words.startsWith("no such")]);
    filtered[words] = await ids();
}
await filter.fill("");
await page.waitForFunction(was => document.querySelectorAll(".opblock-tag-section .opblock").length === was, whole.length);

const operations = [];
for (const id of await page.locator(".opblock-get").evaluateAll(all => all.map(block => block.id))) {
    // The page redraws all that it shows again and again: alone, an operation is quick.
    await filter.fill(id.split("-").pop());
    await page.waitForFunction(([id, was]) => document.getElementById(id)
        && document.querySelectorAll(".opblock-tag-section .opblock").length < was, [id, whole.length]);
    const block = page.locator(`[id="${id}"]`);
    const path = await block.locator(".opblock-summary-path").getAttribute("data-path");
    await block.locator(".opblock-summary-control").click();
    const answer = page.waitForResponse(response => response.request().resourceType() === "fetch");
    await block.locator("button.execute").click();
    const response = await answer;
    // The page shows it, too, and does not wait for ever.
    const shown = block.locator(".live-responses-table .response-col_status");
    await shown.last().waitFor();
    operations.push({ id, path, url: response.url(), status: response.status(),
        shown: (await shown.last().innerText()).trim().split(/\s/)[0],
        text: (await block.locator(".live-responses-table").innerText()).slice(0, 2_000) });
    await block.locator(".opblock-summary-control").click();
}
console.log(JSON.stringify({ operations, groups, filtered, complaints }));
await browser.close();
