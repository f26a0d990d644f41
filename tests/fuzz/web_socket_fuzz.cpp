// Any bytes as a WebSocket client's frames into the real server, which sends each text
// back. The first byte says in what pieces they arrive; the second, whether they are
// raw, or payloads that are put into proper frames.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/http_bench.hpp"
#include "server/wire_check.hpp"

namespace {

constexpr std::string_view kOpening =
    "GET /events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// Each: a byte for the header, one for the length, the payload. Masked with zeros.
std::string framed(std::string_view bytes) {
  std::string frames;
  while (bytes.size() >= 2) {
    const std::size_t size =
        std::min<std::size_t>(static_cast<std::uint8_t>(bytes[1]), bytes.size() - 2);
    frames += static_cast<char>(static_cast<std::uint8_t>(bytes[0]) & 0x8FU);
    if (size < 126) {
      frames += static_cast<char>(0x80U | size);
    } else {
      frames += "\xFE";
      frames += '\0';
      frames += static_cast<char>(size);
    }
    frames.append(4, '\0');
    frames += bytes.substr(2, size);
    bytes.remove_prefix(2 + size);
  }
  return frames;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using dyad::fuzz::must;
  if (size < 2) return 0;
  static dyad::fuzz::HttpBench bench;  // its threads are too slow to make anew
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string frames = (data[1] & 1) != 0 ? framed(bytes) : std::string(bytes);
  const int before = bench.opened();
  bench.connect();
  bench.send(kOpening);
  const std::string opening = bench.received();
  must(opening.starts_with("HTTP/1.1 101") && opening.ends_with("\r\n\r\n"),
       "the WebSocket opens");
  dyad::fuzz::in_pieces(frames, data[0],
                        [](std::string_view piece) { bench.send(piece); });
  const std::string sent = bench.finish();
  const std::string fault = dyad::server::testing::fault_in_frames(sent, false);
  must(fault.empty(), fault.c_str());
  must(bench.opened() == before + 1 && bench.closed() == bench.opened(),
       "each is opened once and closed once");
  return 0;
}
