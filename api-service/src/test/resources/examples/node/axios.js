// Stands in for the package `axios`: as much of it as the printed examples need.
exports.post = async function post(url, data, { headers }) {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(data) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`Request failed with status code ${response.status}: ${text}`);
  }
  return { status: response.status, data: JSON.parse(text) };
};
