#pragma once

#include <string_view>

namespace dyad::server {

// One file of the dashboard, held in the binary: every view lives as long as the program.
struct Asset {
  std::string_view path;          // "/" or "/assets/NAME": the name changes with the bytes
  std::string_view content_type;  // as the header has it
  std::string_view bytes;
  std::string_view gzipped;  // the same, for a client that accepts gzip
  std::string_view etag;     // with its quotes
};

}  // namespace dyad::server
