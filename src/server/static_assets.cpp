#include "static_assets.hpp"

#include <algorithm>

#include "header_values.hpp"

namespace dyad::server {

const Asset* StaticAssets::exact(std::string_view path) const {
  const auto found =
      std::find_if(assets_.begin(), assets_.end(),
                   [path](const Asset& asset) { return asset.path == path; });
  return found == assets_.end() ? nullptr : &*found;
}

const Asset* StaticAssets::find(const std::string& path) const {
  if (const Asset* asset = exact(path)) return asset;
  const bool of_api = path == "/api" || path.starts_with("/api/");
  const bool has_extension = path.find('.', path.rfind('/')) != std::string::npos;
  return of_api || has_extension ? nullptr : exact("/index.html");
}

std::optional<Response> StaticAssets::answer(const std::string& path,
                                             const RequestHead& head) const {
  const Asset* asset = find(path);
  if (asset == nullptr) return std::nullopt;
  Response response;
  if (!asset->etag.empty()) response.headers.emplace_back("ETag", asset->etag);
  response.headers.emplace_back(
      "Cache-Control",
      asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!asset->gzipped.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  // Also of a 304: a browser takes that answer's policy for the page it has, and the
  // policy goes by the type.
  response.content_type = asset->content_type;
  if (matches_etag(head.if_none_match, asset->etag)) {
    response.status = 304;
    return response;
  }
  if (!asset->gzipped.empty() && accepts_gzip(head.accept_encoding)) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = asset->gzipped;
  } else {
    response.body = asset->bytes;
  }
  return response;
}

}  // namespace dyad::server
