/**
 * Runs at CloudFront's edge before the console's files are looked up: an address inside the console (`/queue/42`) is
 * answered with its one page, a file (`/assets/app.js`) with itself.
 */
export const singlePageCode = `function handler(event) {
  var request = event.request;
  var file = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (file.indexOf(".") === -1) request.uri = "/index.html";
  return request;
}
`;
