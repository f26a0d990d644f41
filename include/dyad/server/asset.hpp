#pragma once

#include <string_view>

namespace dyad::server {

// A file of the dashboard that is compiled into the program.
struct Asset {
  std::string_view path;          // "/index.html"
  std::string_view content_type;  // "text/html; charset=utf-8"
  std::string_view bytes;
  std::string_view gzipped;  // the same, by gzip; empty: there is none
  std::string_view etag;     // with its quotes
  // The path holds a hash of the contents: a browser need never ask again.
  bool immutable = false;
};

}  // namespace dyad::server
