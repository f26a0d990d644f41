// Any bytes as HTTP requests into the real server, in pieces as the first byte says.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "dyad/server/byte_range.hpp"
#include "fuzz/http_bench.hpp"
#include "server/wire_check.hpp"

namespace {

// As a Range header: a part that is sent lies within its file.
void hold_range(std::string_view header, std::uint64_t size) {
  const auto asked = dyad::server::range_of(header, size);
  const auto* part = std::get_if<dyad::server::ByteRange>(&asked);
  dyad::fuzz::must(part == nullptr || (part->first < size && part->length > 0 &&
                                       part->length <= size - part->first),
                   "a range lies within its file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using dyad::fuzz::must;
  if (size == 0) return 0;
  static dyad::fuzz::HttpBench bench;  // its threads are too slow to make anew
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  hold_range(bytes, data[0]);
  bench.connect();
  dyad::fuzz::in_pieces(bytes, data[0],
                        [](std::string_view piece) { bench.send(piece); });
  const std::string sent = bench.finish();
  // What follows a WebSocket's opening are frames: web_socket_fuzz.
  if (sent.find("HTTP/1.1 101") != std::string::npos) return 0;
  const bool head = bytes.find("HEAD") != std::string_view::npos;
  const std::string fault = dyad::server::testing::fault_in_replies(sent, head);
  must(fault.empty(), fault.c_str());
  return 0;
}
