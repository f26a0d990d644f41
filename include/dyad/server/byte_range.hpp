#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace dyad::server {

// A part of a file: at least one byte.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

struct WholeFile {
  bool operator==(const WholeFile&) const = default;
};

struct NoSuchRange {  // 416: it begins behind the file's end
  bool operator==(const NoSuchRange&) const = default;
};

// What a Range header asks of a file of `size` bytes: "bytes=N-", "bytes=N-M" or
// "bytes=-LAST". The whole where it is empty, has several ranges or is none that we
// know: RFC 9110 lets a server send more than was asked for.
std::variant<WholeFile, ByteRange, NoSuchRange> range_of(std::string_view header,
                                                         std::uint64_t size);

}  // namespace dyad::server
