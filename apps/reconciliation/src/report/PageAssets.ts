/**
 * The style and the script of the report's page, which stand in the page itself: it loads nothing.
 *
 * @module
 */

export const style = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#566072;--line:#dde2ea;--paper:#fff;--wash:#f5f7fa;--good:#12705a;--bad:#b3261e;--warn:#8a5a00;--note:#47566b;--paid:#2f7d6b;--failed:#8793a5;--open:#c98a1b;--refund:#6a63b8;--accent:#2457a6}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf2;--soft:#a9b4c4;--line:#343d4c;--paper:#14181f;--wash:#1c222c;--good:#5fd0b1;--bad:#ff8a80;--warn:#f0bf5a;--note:#b4c0d1;--paid:#4fb79d;--failed:#76839a;--open:#e0a83c;--refund:#9b94ea;--accent:#8bb4f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.25rem}
h1{font-size:clamp(1.6rem,4.5vw,2.5rem);line-height:1.2;margin:.2rem 0 .5rem;letter-spacing:-.02em;text-wrap:balance}
a{color:var(--accent)}
h2{font-size:1.15rem;margin:2.75rem 0 .75rem;letter-spacing:-.01em}
h3{font-size:.95rem;margin:0 0 .5rem}
p{margin:.4rem 0;max-width:46rem}
.kicker,.soft,figcaption{color:var(--soft);font-size:.9rem}
.verdict{border-left:5px solid var(--tone);padding-left:1rem}
.clean{--tone:var(--good)}.breaks{--tone:var(--bad)}.incomplete{--tone:var(--warn)}
.verdict strong{color:var(--tone)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1.75rem 0 0;padding:0;list-style:none}
.facts li{background:var(--wash);border-radius:.6rem;padding:.8rem 1rem}
.facts b{display:block;font-size:1.35rem;letter-spacing:-.02em}
.facts span{color:var(--soft);font-size:.85rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.25rem}
figure{margin:0;border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem}
svg{display:block;width:100%;max-width:31rem;height:auto;overflow:visible}
svg text{font-size:14px;fill:var(--ink)}svg .label{fill:var(--soft)}
.axis{stroke:var(--line)}.line{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round}
.paid,.matched{fill:var(--paid)}.failed{fill:var(--failed)}.open,.serious{fill:var(--open)}.refund{fill:var(--refund)}.broken,.critical{fill:var(--bad)}.notice{fill:var(--failed)}.money{fill:var(--accent)}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.6rem 0 0;padding:0;list-style:none;font-size:.85rem;color:var(--soft)}
.key i{display:inline-block;width:.7rem;height:.7rem;border-radius:2px;margin-right:.35rem;background:var(--swatch)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;font-size:.82rem}
.number{text-align:right;white-space:nowrap}
.tools{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:.5rem 0 1rem}
.tools label{font-size:.85rem;color:var(--soft);display:grid;gap:.2rem}
input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.4rem;padding:.4rem .6rem;min-width:12rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.break{border:1px solid var(--line);border-left:5px solid var(--tone);border-radius:.5rem;margin:0 0 .6rem;background:var(--paper)}
.break.critical{--tone:var(--bad)}.break.serious{--tone:var(--open)}.break.notice{--tone:var(--failed)}
summary{display:grid;grid-template-columns:13rem minmax(0,1fr) minmax(9rem,auto);gap:.15rem 1rem;padding:.7rem .9rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary b{font-weight:650}
.tag{font-size:.78rem;color:var(--soft)}
.inside{padding:0 .9rem .9rem;border-top:1px solid var(--line)}
.next{background:var(--wash);border-radius:.4rem;padding:.6rem .8rem;margin:.8rem 0}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1rem .9rem;margin:0;font-size:.88rem}
dl+dl{margin-top:.6rem;padding-top:.6rem;border-top:1px solid var(--line)}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
footer{padding-top:1.5rem;padding-bottom:3rem;margin-top:3rem;border-top:1px solid var(--line);color:var(--soft);font-size:.88rem}
[hidden]{display:none!important}
@media (max-width:40rem){.facts{grid-template-columns:1fr 1fr}.facts li{padding:.6rem .75rem}.facts b{font-size:1.1rem}summary{grid-template-columns:1fr auto}summary .what{grid-column:1/-1;grid-row:2}input,select{min-width:0;width:100%}.tools label{flex:1 1 100%}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--wash:#f3f3f3;--good:#0a5c48;--bad:#a01c15;--warn:#6d4700;--paid:#2f7d6b;--failed:#8793a5;--open:#c98a1b;--refund:#6a63b8;--accent:#2457a6}.tools{display:none}body{font-size:11pt}figure,.break{break-inside:avoid}.inside{display:block}h2{break-after:avoid}}
`

/** Searches and filters the breaks; opens them all for printing. Without it the page says the same. */
export const script = `
const search=document.getElementById("search"),kind=document.getElementById("kind"),age=document.getElementById("age"),said=document.getElementById("said"),all=[...document.querySelectorAll(".break")];
const apply=()=>{const words=search.value.toLowerCase().split(/\\s+/).filter(Boolean);let shown=0;for(const one of all){const fits=words.every(word=>one.dataset.text.includes(word))&&(kind.value===""||one.dataset.kind===kind.value)&&(age.value===""||one.dataset.age===age.value);one.hidden=!fits;if(fits)shown++}said.textContent=shown===all.length?all.length+" breaks":shown+" of "+all.length+" breaks"};
if(search){for(const part of [search,kind,age])part.addEventListener("input",apply);apply();if(location.hash){const one=document.getElementById(decodeURIComponent(location.hash.slice(1)));if(one)one.open=true}}
addEventListener("beforeprint",()=>{for(const one of all)one.open=true});
`
