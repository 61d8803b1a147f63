// Stands in for the package `request`, which the printed examples use and nobody maintains: as much
// of it as they need.
const http = require("http");
const https = require("https");

module.exports = function request(options, callback) {
  const body = options.json && options.body !== undefined ? JSON.stringify(options.body) : options.body;
  const headers = { ...options.headers };
  const named = Object.keys(headers).map((name) => name.toLowerCase());
  if (options.json && !named.includes("content-type")) {
    headers["Content-Type"] = "application/json";
  }
  if (body !== undefined) {
    headers["Content-Length"] = Buffer.byteLength(body);
  }
  const client = options.url.startsWith("https:") ? https : http;
  const call = client.request(options.url, { method: options.method, headers }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (part) => (text += part));
    response.on("end", () => callback(null, response, options.json ? JSON.parse(text) : text));
  });
  call.on("error", callback);
  call.end(body);
};
