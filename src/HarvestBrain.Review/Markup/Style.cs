namespace HarvestBrain.Review.Markup;

/// <summary>The style sheet of the pages: light, dark and print.</summary>
internal static class Style
{
    public const string Sheet = """
        :root{color-scheme:light dark;--bg:#fff;--card:#f7f8fa;--ink:#16191d;--soft:#565d66;--grid:#e3e6ea;--zero:#9aa2ac;--rec:#5b6673;
          --har:#0b6e66;--alt:#a3560b;--good:#0b6e66;--bad:#b3261e;--band:#0b6e6626;--hair:#d5d9df;--accent:#0b6e66}
        @media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1c2024;--ink:#e8eaed;--soft:#a4adb8;--grid:#2b3137;--zero:#6c7681;
          --rec:#aeb8c4;--har:#4fd1c1;--alt:#f0a95a;--good:#4fd1c1;--bad:#ff8a80;--band:#4fd1c12e;--hair:#343b43;--accent:#4fd1c1}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1120px;padding:24px 16px 64px;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,
          -apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
        h1{font-size:1.6rem;margin:0 0 .2rem;line-height:1.2}
        h2{font-size:1.25rem;margin:2.6rem 0 .8rem;padding-top:.8rem;border-top:1px solid var(--hair)}
        h3{font-size:1rem;margin:1.6rem 0 .5rem}
        p{margin:.5rem 0;max-width:72ch}
        a{color:var(--accent)}
        .no{color:var(--soft);font-weight:400;margin-right:.35rem}
        .soft,figcaption,caption{color:var(--soft);font-size:.875rem}
        header .soft{margin:.1rem 0}
        nav{margin:1rem 0 0;font-size:.875rem}nav a{display:inline-block;padding:.3rem .7rem .3rem 0}
        #s0 h2{border:0;margin-top:1rem}
        .verdict{display:grid;grid-template-columns:minmax(220px,320px) 1fr;gap:8px 32px;background:var(--card);border-radius:12px;
          padding:20px 24px;margin:.8rem 0}
        .big{font-size:2.6rem;font-weight:650;line-height:1.1}.big small{font-size:1rem;font-weight:400;color:var(--soft)}
        .verdict svg .tick{font-size:20px}
        .verdict ol{margin:0;padding:0;list-style:none}.verdict li{margin:0 0 .6rem;max-width:64ch}.verdict li:first-child{font-weight:600}
        .paste{margin:.6rem 0;overflow-x:auto}
        code{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--card);padding:.2rem .4rem;
          border-radius:4px;overflow-wrap:anywhere}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:20px 28px;margin:.8rem 0}
        figure{margin:0;min-width:0}figcaption{margin-top:.2rem}
        svg{display:block;width:100%;height:auto;overflow:visible}
        svg text{fill:var(--ink);font-size:13px}svg .tick,svg .soft{fill:var(--soft)}svg .tick{font-size:12px}
        .grid{stroke:var(--grid);stroke-width:1}.zero{stroke:var(--zero);stroke-width:1}
        .mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3;fill:none}
        .rec,.har,.alt,.path,.stop{fill:none;stroke-linejoin:round;stroke-width:1.8}.rec{stroke:var(--rec)}.har{stroke:var(--har)}
        .alt{stroke:var(--alt);stroke-dasharray:5 3}.path{stroke:var(--soft);stroke-width:1.2}.stop{stroke:var(--bad);stroke-width:1.4}
        .frec{fill:var(--rec)}.fhar,.fgood{fill:var(--har)}.falt{fill:var(--alt)}.fbad{fill:var(--bad)}
        .fband{fill:var(--band);stroke:none}.hollow{fill:var(--bg);stroke:var(--ink);stroke-width:1.5}
        svg text.trec{fill:var(--rec)}svg text.thar{fill:var(--har)}svg text.talt{fill:var(--alt)}svg text.tbad{fill:var(--bad)}
        .dgood,.dbad{fill:none;stroke-width:4;stroke-linecap:round;stroke-opacity:.55}.dgood{stroke:var(--good)}.dbad{stroke:var(--bad)}
        .thin{stroke-width:2.6;stroke-opacity:.4}
        .whisk{stroke:var(--ink);stroke-width:2}
        .cut{fill:none;stroke:var(--ink);stroke-width:3}.near{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:4 2}
        .hatch{stroke:var(--bg);stroke-width:1.6;stroke-opacity:.55;fill:none}
        svg .onmap{font-size:12px;paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-opacity:.8}
        .scroll{overflow-x:auto;margin:.6rem 0}
        table{border-collapse:collapse;font-size:.875rem;min-width:min(100%,420px)}
        caption{text-align:left;padding:.2rem 0 .4rem}
        th,td{padding:.32rem .7rem;border-bottom:1px solid var(--hair);text-align:right;white-space:nowrap}
        th:first-child{text-align:left;padding-left:0}
        thead th{color:var(--soft);font-weight:500;white-space:normal;vertical-align:bottom}
        tbody th{font-weight:500}
        td svg{width:96px;height:16px;display:inline-block;vertical-align:middle}
        .charts th,.charts td{padding:.32rem .4rem}.charts th:first-child{padding-left:0;white-space:normal}.charts td svg{width:64px}
        tr.few th,tr.few td{color:var(--soft);font-style:italic}
        .plus{color:var(--good)}.minus{color:var(--bad)}
        dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr));gap:10px 28px;margin:.6rem 0}dl div{min-width:0}
        dt{color:var(--soft);font-size:.875rem}dd{margin:0;overflow-wrap:anywhere}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:20px 28px}
        details{margin:.8rem 0}summary{cursor:pointer;color:var(--accent)}
        ul{padding-left:1.2rem;max-width:80ch}
        @media (max-width:640px){body{padding:16px 12px 48px}.verdict{grid-template-columns:1fr;padding:16px}.big{font-size:2.2rem}
        svg text{font-size:15px}svg .tick{font-size:14px}}
        @media print{:root{color-scheme:light;--bg:#fff;--card:#f4f5f7;--ink:#000;--soft:#444;--grid:#ddd;--zero:#888;--rec:#555;
          --har:#00695f;--alt:#96500a;--good:#00695f;--bad:#a31515;--band:#00695f22;--hair:#ccc;--accent:#00695f}
        html{font-size:11.5px}body{max-width:none;padding:0;font-size:1rem}nav,details:not([open]){display:none}h3+p{break-after:avoid}
        figure,tr,.verdict{break-inside:avoid}h2,h3{break-after:avoid}
        .charts{grid-template-columns:repeat(2,minmax(0,1fr))}.cards{grid-template-columns:repeat(3,minmax(0,1fr))}
        .scroll{overflow:visible}th,td{padding:.15rem .45rem}th{white-space:normal}table{min-width:0}thead{display:table-header-group}}
        """;
}
