// Starts the page that shows the OpenAPI document.

// Shows the operations in which all words of the filter occur, wherever they stand.
const filterByWords = () => ({
    fn: {
        opsFilter: (groups, phrase) => {
            const words = phrase.toLowerCase().split(/\s+/).filter(word => word);
            const fits = (operation, tag) => {
                const told = ["operationId", "summary", "description"].map(name => operation.getIn(["operation", name]));
                const text = [tag, operation.get("method"), operation.get("path"), ...told].join(" ").toLowerCase();
                return words.every(word => text.includes(word));
            };
            return groups
                .map((group, tag) => group.set("operations", group.get("operations").filter(one => fits(one, tag))))
                .filter(group => group.get("operations").size > 0);
        },
    },
});

// A stream has no end to wait for: the page shows what comes within a moment.
const MOMENT = 1_000;
async function look(url, request) {
    const leave = new AbortController();
    const response = await fetch(url, { ...request, signal: leave.signal });
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
    setTimeout(() => leave.abort(), MOMENT);
    let text = "";
    try {
        for (const reader = response.body.pipeThrough(new TextDecoderStream()).getReader(); ;) {
            const { done, value } = await reader.read();
            if (done) break;
            text += value;
        }
    } catch {
        text += "\n: the page looked for a moment and left\n";
    }
    return new Response(text, { status: response.status, headers: response.headers });
}

window.onload = () => {
    window.ui = SwaggerUIBundle({
        url: "/v1/openapi.json",
        dom_id: "#swagger-ui",
        deepLinking: true,
        filter: true,
        tryItOutEnabled: true,
        validatorUrl: "none",
        defaultModelsExpandDepth: 0,
        requestInterceptor: request => Object.assign(request, { userFetch: look }),
        presets: [SwaggerUIBundle.presets.apis],
        plugins: [filterByWords],
    });
};
