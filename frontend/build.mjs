// Builds what the portal serves into static/vendor: one style sheet, one script, htmx, icons, fonts, licences.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { buildSync, transformSync } from 'esbuild'
import * as sass from 'sass'

const out = '../static/vendor'
const modules = 'node_modules'
const fonts = {
  'titillium-web': ['latin-400', 'latin-600', 'latin-700', 'latin-ext-400', 'latin-ext-600', 'latin-ext-700'],
  'roboto-mono': ['latin-400'],
}
const licences = ['bootstrap-italia/LICENSE', 'htmx.org/LICENSE', '@fontsource/titillium-web/LICENSE', '@fontsource/roboto-mono/LICENSE']

rmSync(out, { recursive: true, force: true })
for (const folder of ['css', 'js', 'fonts', 'svg', 'licences']) mkdirSync(`${out}/${folder}`, { recursive: true })

const { css } = sass.compile('scss/portal.scss', {
  style: 'expanded',
  quietDeps: true,
  silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function', 'function-units', 'slash-div', 'abs-percent'],
})
const styles = transformSync(css, { loader: 'css', minify: true, legalComments: 'none', target: ['chrome109', 'firefox115', 'safari16'] }).code
const address = styles.match(/.{80}data:.{80}/s)
if (address) throw new Error(`The style sheet carries a data: address: ${address[0]}`)
writeFileSync(`${out}/css/sme4green.css`, styles)

buildSync({
  entryPoints: ['js/portal.js'],
  outfile: `${out}/js/sme4green.js`,
  bundle: true,
  minify: true,
  format: 'iife',
  ignoreAnnotations: true, // the plugin is imported for what it does, not for what it exports
  legalComments: 'none',
  target: ['chrome109', 'firefox115', 'safari16'],
})
const htmx = readFileSync(`${modules}/htmx.org/dist/htmx.min.js`, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*$/m, '')
writeFileSync(`${out}/js/htmx.min.js`, htmx)

const sprites = readFileSync(`${modules}/bootstrap-italia/dist/svg/sprites.svg`, 'utf8')
const symbols = JSON.parse(readFileSync('icons.json', 'utf8')).map((name) => {
  const found = sprites.match(new RegExp(`<(symbol|svg|g)[^>]*id="it-${name}"[\\s\\S]*?</\\1>`))
  if (!found) throw new Error(`Bootstrap Italia has no icon "${name}".`)
  return found[0].replace(/ xmlns="[^"]*"/, '').replace(/^<svg/, '<symbol').replace(/<\/svg>$/, '</symbol>')
})
const own = readFileSync('svg/own.svg', 'utf8').trim()
writeFileSync(`${out}/svg/sprites.svg`, `<svg xmlns="http://www.w3.org/2000/svg">\n${[own, ...symbols].join('\n')}\n</svg>\n`)
for (const name of ['chevron', 'favicon', 'hero']) cpSync(`svg/${name}.svg`, `${out}/svg/${name}.svg`)

for (const [family, cuts] of Object.entries(fonts)) {
  for (const cut of cuts) {
    cpSync(`${modules}/@fontsource/${family}/files/${family}-${cut}-normal.woff2`, `${out}/fonts/${family}-${cut}-normal.woff2`)
  }
}
for (const path of licences) {
  const name = path.replace('/LICENSE', '').replace('@fontsource/', '')
  cpSync(`${modules}/${path}`, `${out}/licences/${name}.txt`)
}

for (const file of ['css/sme4green.css', 'js/sme4green.js', 'js/htmx.min.js', 'svg/sprites.svg']) {
  const bytes = gzipSync(readFileSync(`${out}/${file}`)).length
  console.log(`${file}: ${(bytes / 1024).toFixed(1)} kB gzip`)
}
