"""How the gallery looks: white, round, and columns of pictures at their own heights."""

STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#211f1c;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:inherit;text-decoration:none}
header{display:flex;align-items:baseline;gap:16px;padding:18px 28px;border-bottom:1px solid #efece8;
 position:sticky;top:0;background:rgba(255,255,255,.94);z-index:1}
header a{font-weight:700;font-size:18px;letter-spacing:-.01em}
header i{display:inline-block;width:13px;height:13px;border-radius:50% 50% 50% 0;background:#c8102e;
 margin-right:9px;transform:rotate(-45deg)}
header span{color:#8b857c;font-size:13px}
nav{display:flex;flex-wrap:wrap;gap:8px;padding:18px 28px 4px}
nav a{padding:8px 15px;border-radius:99px;background:#f2efeb;font-weight:600;font-size:14px}
nav a:hover{background:#e6e1da}
nav a.chosen{background:#211f1c;color:#fff}
nav.sections{padding-top:8px}
nav.sections a{padding:5px 12px;font-size:13px;background:#fff;border:1px solid #e6e1da}
nav.sections a.chosen{background:#211f1c}
nav b{font-weight:500;opacity:.6;margin-left:4px}
.board{columns:236px;column-gap:18px;padding:18px 28px 60px}
.card{display:block;position:relative;break-inside:avoid;margin:0 0 20px}
.card img{display:block;width:100%;height:auto;border-radius:16px;transition:filter .15s}
.card:hover img{filter:brightness(.9)}
.card em{position:absolute;top:10px;left:10px;padding:2px 10px;border-radius:99px;background:#fff;
 font:600 12px/1.6 system-ui,sans-serif}
.card h2{font-size:14px;line-height:1.3;font-weight:600;margin:8px 6px 0;overflow-wrap:anywhere}
.card p{margin:1px 6px 0;color:#8b857c;font-size:12.5px}
.single{display:grid;grid-template-columns:minmax(240px,460px) minmax(260px,480px);max-width:1010px;
 margin:34px auto;border-radius:28px;overflow:hidden;box-shadow:0 2px 28px rgba(60,45,30,.14)}
.single figure{margin:0;background:#f6f3ef;display:flex;flex-direction:column;justify-content:center;gap:6px}
.single img{width:100%;height:auto;display:block}
.single section{padding:34px 38px}
h1{font-size:26px;line-height:1.2;letter-spacing:-.015em;margin:0 0 12px;overflow-wrap:anywhere}
.visit{display:inline-block;margin:10px 0 24px;padding:11px 20px;border-radius:99px;background:#c8102e;
 color:#fff;font-weight:600}
dl{display:grid;grid-template-columns:auto 1fr;gap:7px 18px;margin:0;font-size:13.5px}
dt{color:#8b857c}
dd{margin:0;overflow-wrap:anywhere}
.empty{padding:16vh 24px;text-align:center;color:#8b857c;column-span:all}
@media(max-width:720px){.single{grid-template-columns:1fr;margin:0;border-radius:0}}
"""
