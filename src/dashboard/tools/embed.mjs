// The table of assets as C++. The bytes themselves come in by .incbin: a compiler takes
// seconds over a literal of this size, an assembler none.
const HEAD = `// Written by src/dashboard/tools/build.mjs. Do not edit.
#include "dyad/server/dashboard_assets.hpp"

#include <array>

`;

function blob(symbol, file) {
  return `__asm__(
    ".pushsection .rodata\\n"
    ".global ${symbol}\\n"
    ".balign 8\\n"
    "${symbol}:\\n"
    ".incbin \\"${file}\\"\\n"
    ".byte 0\\n"
    ".popsection\\n");
extern "C" const char ${symbol}[];
`;
}

function quoted(text) {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function row(asset, index) {
  // The server gives the page for "/", and for every path of the page's own.
  const path = asset.path === "/" ? "/index.html" : asset.path;
  return `    Asset{${quoted(path)},
          ${quoted(asset.type)},
          {dyad_asset_${index}, ${asset.bytes.length}},
          {dyad_asset_${index}_gz, ${asset.gzipped.length}},
          ${quoted(asset.etag)},
          ${asset.path.startsWith("/assets/")}},
`;
}

// `files` are assets, each with the `file` that its bytes stand in, and `file`.gz.
export function embed(files) {
  const blobs = files.map(
    (asset, index) =>
      blob(`dyad_asset_${index}`, asset.file) + blob(`dyad_asset_${index}_gz`, `${asset.file}.gz`),
  );
  return `${HEAD}${blobs.join("")}
namespace dyad::server {

std::span<const Asset> dashboard_assets() {
  static const std::array<Asset, ${files.length}> assets{{
${files.map(row).join("")}  }};
  return assets;
}

}  // namespace dyad::server
`;
}
