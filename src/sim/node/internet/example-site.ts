/** What example.com says, in our own words. Models: RFC 2606 (names reserved for examples). */
export const exampleSite = `<!doctype html>
<html>
<head><title>Example Domain</title></head>
<body>
<h1>Example Domain</h1>
<p>This name is kept for examples. You reached it from inside the simulator: the request left the cluster through the node's address.</p>
</body>
</html>
`;
