// Plays what people do with the pages in Chromium, by keyboard and mouse, and ends with 0 when all of it worked.
// Usage: node stories.mjs CHROMIUM URL TOKEN STORY ; the last line printed is the last step that was begun.
import { chromium } from "playwright-core";

const [executablePath, url, token, story] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const step = text => console.log(text);
const check = (holds, text) => { if (!holds) throw new Error(text); };

// A visitor with a window of their own, who has signed in when they have a name.
async function visitor(name, settings = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "de", ...settings });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", error => { throw error; });
    if (name) {
        await page.goto(`${url}/sign-in`);
        await page.fill("#token", token);
        await page.fill("#name", name);
        await page.click("main button[type=submit]");
        await page.getByRole("button", { name: "Abmelden" }).waitFor();
    }
    return page;
}
const as = (method, path, body, more = {}) => fetch(url + path, { method, body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...more } });

const stories = {
    // Monitoring opens an incident, the staff sets a forecast, a second browser sees it at once, the office reports that it
    // works, the difference shows, the incident closes.
    async room() {
        step("a wall hears of an incident that monitoring opens");
        const wall = await visitor(null);
        await wall.goto(`${url}/wall`);
        await wall.getByText("Kein Vorfall ist offen.").waitFor();
        const rules = [{ when: [{ label: "agency" }], node: "{agency}.{service}" }];
        let done = await as("PUT", "/v1/alert-receivers/rz", { type: "alertmanager", rules }, { "if-none-match": "*" });
        check(done.status === 201, await done.text());
        const alert = { status: "firing", labels: { agency: "dresden", service: "storage-sync" }, annotations: {},
            startsAt: new Date(Date.now() - 60_000).toISOString(), endsAt: "0001-01-01T00:00:00Z", fingerprint: "f" };
        done = await as("POST", "/v1/alert-receivers/rz/deliveries",
            { version: "4", groupKey: "g", status: "firing", truncatedAlerts: 0, alerts: [alert] });
        check(done.status === 200, await done.text());
        await wall.locator("#room li").first().waitFor();

        step("the staff opens its room from the list and sets a forecast");
        const staff = await visitor("Krisenstab");
        await staff.goto(`${url}/incidents`);
        await staff.locator("#room a").first().click();
        await staff.getByText("Kfz-Zulassung im Landkreis Zwickau").first().waitFor();
        const other = await visitor(null);
        await other.goto(staff.url());
        await other.getByText("Eine Prognose gibt es noch nicht.").waitFor();
        const tomorrow = await staff.evaluate(() => {
            const time = new Date(Date.now() + 86_400_000);
            return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
        });
        await staff.fill("#forecast-until", tomorrow);
        await staff.getByRole("button", { name: "Prognose setzen" }).click();
        const begin = Date.now();
        step("a second browser sees it without being touched");
        await other.getByText("Krisenstab).").waitFor();
        const took = Date.now() - begin;
        console.log(`seen after ${took} ms`);

        step("an office reports that it works, and the difference shows");
        await other.close();
        await staff.fill("#seen-node", "zwickau.kfz-zulassung");
        await staff.selectOption("#seen-level", "operational");
        await staff.fill("#seen-by", "Landkreis Zwickau");
        await staff.getByRole("button", { name: "Beobachtung festhalten" }).click();
        await staff.locator("tr.differs", { hasText: "Kfz-Zulassung im Landkreis Zwickau" }).waitFor();

        step("a note is written and the incident is closed");
        await staff.fill("#note-text", "Abgleich <b>neu</b> gestartet");
        await staff.getByRole("button", { name: "Vermerk hinzufügen" }).click();
        await staff.getByText("Abgleich <b>neu</b> gestartet").waitFor();
        await staff.fill("#close-text", "Behoben");
        await staff.getByRole("button", { name: "Vorfall abschließen" }).click();
        await staff.getByRole("button", { name: "Wieder öffnen" }).waitFor();
        await wall.getByText("Kein Vorfall ist offen.").waitFor();
    },

    // A planner looks for what is wrong, finds the false redundancy, compares a remedy, applies it, takes it back, and prints.
    async planner() {
        const page = await visitor("Planung");
        step("the start shows what hangs by a thread, and the key / leads to the search");
        await page.goto(`${url}/`);
        await page.getByText("Scheinredundanz").first().waitFor();
        await page.keyboard.press("/");
        await page.keyboard.type("gespiegelt");
        await page.locator(".suggestions a").first().waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: "Gespiegelter Datenspeicher" }).waitFor();
        await page.locator(".canvas svg a[href^='/nodes/']").first().waitFor();

        step("two questions are answered");
        await page.goto(`${url}/questions/false-redundancy`);
        await page.getByRole("button", { name: "Fragen", exact: true }).click();
        await page.locator(".report", { hasText: "Abgleich der Speichersysteme" }).waitFor();
        await page.goto(`${url}/questions/ranking`);
        await page.selectOption("#by", "people");
        await page.getByRole("button", { name: "Fragen", exact: true }).click();
        await page.locator(".report table").first().waitFor();

        step("a remedy is put into the basket and compared");
        await page.goto(`${url}/nodes/dresden.storage/edit`);
        await page.locator("li", { hasText: "dresden.storage-sync" }).getByRole("button").click();
        await page.getByRole("heading", { name: "Was sich ändern würde" }).waitFor();
        await page.locator("td", { hasText: "✕" }).first().waitFor();
        await page.goto(`${url}/what-if?fail=dresden.storage-sync&basket=yes`);
        await page.locator("#compared", { hasText: "Nicht mehr betroffen" }).waitFor();

        step("it is applied with a reason, shows in the journal, and is undone as a new revision");
        await page.goto(`${url}/basket`);
        await page.fill("#message", "Abgleich entkoppelt");
        await page.getByRole("button", { name: "Übernehmen", exact: true }).click();
        await page.getByRole("heading", { name: "Abgleich entkoppelt" }).waitFor();
        await page.getByRole("button", { name: "Rückgängig machen" }).click();
        await page.getByRole("heading", { name: "Was sich ändern würde" }).waitFor();
        await page.fill("#message", "Doch nicht");
        await page.getByRole("button", { name: "Übernehmen", exact: true }).click();
        await page.getByRole("heading", { name: "Doch nicht" }).waitFor();

        step("two people change the same node, and the second sees both versions");
        const second = await visitor("Jemand anders");
        await page.goto(`${url}/nodes/dresden.storage/edit`);
        await second.goto(`${url}/nodes/dresden.storage/edit`);
        await second.fill("#description", "Fassung zwei");
        await second.getByRole("button", { name: "Speichern" }).click();
        await second.getByText("Fassung zwei").waitFor();
        await page.fill("#description", "Fassung eins");
        await page.getByRole("button", { name: "Speichern" }).click();
        await page.getByText("Andere Fassung:").waitFor();
        check(await page.inputValue("#description") === "Fassung eins", "what was written is lost");
        await page.getByRole("button", { name: "Speichern" }).click();
        await page.getByText("Fassung eins").waitFor();

        step("the slider goes through the moments, and the page is printed for the mayor");
        await page.goto(`${url}/what-if?fail=dresden.storage-sync&until=2+Tage`);
        await page.locator("#at").focus();
        await page.keyboard.press("End");
        await page.locator("#moment .lead", { hasText: "0 ausgefallen, 0 eingeschränkt" }).waitFor();
        await page.locator(".report", { hasText: "Wer zu informieren ist" }).waitFor();
        const paper = await page.pdf({ format: "A4" });
        check(paper.length > 20_000, "the printed page is empty");
    },

    // Without script everything can be read and every form works.
    async plain() {
        step("signing in");
        const page = await visitor("Ohne Skript", { javaScriptEnabled: false });
        step("searching and looking");
        await page.goto(`${url}/`);
        await page.fill("#big-q", "Kfz");
        await page.click("main button[type=submit]");
        await page.locator("tbody a").first().click();
        await page.getByRole("heading", { name: "Was es braucht", exact: true }).waitFor();
        step("asking, at another moment");
        await page.goto(`${url}/what-if`);
        await page.fill("#fail-1", "Abgleich der Speichersysteme (Synchronisation)");
        await page.fill("#until-1", "2 Tage");
        await page.getByRole("button", { name: "Fragen", exact: true }).click();
        await page.getByRole("button", { name: "Diesen Augenblick zeigen" }).click();
        await page.getByRole("heading", { name: "Im Lauf der Zeit" }).waitFor();
        step("opening an incident and writing a note");
        await page.goto(`${url}/incidents`);
        await page.fill("#title", "Ohne Skript");
        await page.fill("#fail", "dresden.storage");
        await page.getByRole("button", { name: "Vorfall eröffnen" }).click();
        await page.fill("#note-text", "geht auch so");
        await page.getByRole("button", { name: "Vermerk hinzufügen" }).click();
        await page.getByText("geht auch so").waitFor();
        step("changing");
        await page.goto(`${url}/nodes/new`);
        await page.fill("#key", "dresden.neu");
        await page.selectOption("#kind", "service");
        await page.selectOption("#layer", "application");
        await page.fill("#name", "Neues Verfahren");
        await page.fill("#agency", "dresden");
        await page.getByRole("button", { name: "Speichern" }).click();
        await page.fill("#providers", "Gespiegelter Datenspeicher");
        await page.locator("fieldset", { hasText: "Weiterer Bedarf" }).getByRole("button").click();
        await page.getByRole("button", { name: "Übernehmen", exact: true }).click();
        await page.getByRole("button", { name: "Rückgängig machen" }).waitFor();
        step("confirming what is needed, and saying that something is not so");
        await page.goto(`${url}/confirm`);
        const first = await page.locator("main li").first().innerText();
        await page.locator("main li").first().getByRole("button", { name: /^Stimmt:/ }).click();
        check(await page.locator("main li").first().innerText() !== first, "what was confirmed still waits");
        const second = await page.locator("main li").first().innerText();
        await page.locator("main li").first().getByLabel(/^Warum:/).fill("Läuft längst anderswo");
        await page.locator("main li").first().getByRole("button", { name: /^Stimmt nicht:/ }).click();
        check(await page.locator("main li").first().innerText() !== second, "what was disputed still waits");
        step("exploring");
        await page.goto(`${url}/explore?node=dresden.neu`);
        await page.locator("svg.explorer a", { hasText: "Gespiegelter" }).waitFor();
    },
    // Somebody signs in at an identity provider and out again, with and without script, under the policy of the pages.
    async identity() {
        for (const [locale, javaScriptEnabled] of [["de", false], ["en", true]]) {
            const german = locale === "de";
            const page = await visitor(null, { locale, javaScriptEnabled });
            page.on("console", message => { if (message.type() === "error" && /Content Security/.test(message.text())) throw new Error(message.text()); });
            step(`signing in, ${locale}`);
            await page.goto(`${url}/sign-in?next=/account`);
            await page.getByRole("link", { name: german ? "Anmelden mit Land" : "Sign in with Land" }).click();
            await page.fill("[name=login]", "anna");
            await page.fill("[name=password]", "x");
            await page.click("button[type=submit]");
            await page.click("button[type=submit]");
            await page.getByRole("heading", { name: "Frau anna" }).waitFor();
            check(page.url() === `${url}/account`, page.url());
            step("keys can be given out, as an operator may");
            await page.goto(`${url}/manage/keys`);
            await page.locator("#name").waitFor();
            step("signing out here and there");
            await page.getByRole("button", { name: german ? "Abmelden" : "Sign out", exact: true }).click();
            await page.getByRole("heading", { name: german ? "Abgemeldet" : "Signed out" }).waitFor();
            await page.getByRole("link", { name: german ? "Auch bei Land abmelden" : "Sign out of Land, too" }).click();
            await page.locator("button[value=yes], button[name=logout]").first().click();
            await page.waitForURL(`${url}/**`);
            await page.goto(`${url}/account`);
            check(await page.getByText("Frau anna").count() === 0, "still signed in");
        }
    },
};
await stories[story]();
await browser.close();
