"""The API reference: Swagger UI over the OpenAPI document.

FastAPI's own page loads Swagger UI from a public server. Here its files come from the package
fastapi-offline, of which nothing else is used, so that the page works offline.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)

SWAGGER = Path(str(files("fastapi_offline"))) / "static"
SWAGGER_URL = "/docs/swagger"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
}
PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AI Mentor API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{SWAGGER_URL}/swagger-ui.css">
<script src="{SWAGGER_URL}/swagger-ui-bundle.js" defer></script>
<script src="/docs/start.js" defer></script>
</head>
<body>
<div id="calls"></div>
<noscript>The OpenAPI document is at <a href="/openapi.json">/openapi.json</a>.</noscript>
</body>
</html>
"""
# without this, an online validator would receive the document's address
START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#calls",
  validatorUrl: null,
});
"""


@router.get("/docs")
def reference() -> HTMLResponse:
    """The reference page."""
    return HTMLResponse(PAGE, headers=HEADERS)


@router.get("/docs/start.js")
def start() -> Response:
    """The page's script, separate because the security policy forbids inline scripts."""
    return Response(START, media_type="text/javascript")
