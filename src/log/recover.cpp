#include "dyad/log/recover.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "dyad/log/drain.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/ring.hpp"

namespace dyad::log {
namespace {

Result<Header> read_header(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return system_error("opening", path, errno);
  std::string line;
  std::getline(file, line);
  auto header = decode_header(line);
  if (!header) return Error{path + ": " + header.error().what, header.error().remedy};
  return header;
}

std::uint64_t newlines(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

Status drain_into(Ring& ring, const std::string& path, Recovery& recovery) {
  std::error_code code;
  const std::uintmax_t size = std::filesystem::file_size(path, code);
  if (code) return system_error("reading", path, code.value());
  if (size < ring.drained()) {
    return Error{path + " is shorter than its session had written",
                 "It is a copy made while the session ran: recover the original."};
  }
  auto file = open_file(path);
  if (!file) return file.error();
  Drain drain(ring, **file);
  while (ring.drained() < ring.head()) {
    const std::string_view bytes = ring.front();
    const std::uint64_t before = ring.drained();
    recovery.records += newlines(bytes);
    recovery.bytes += bytes.size();
    if (!drain.run() || ring.drained() == before) {
      return ring.failure().value_or(Error{"writing " + path + " failed", ""});
    }
  }
  // Also what the dead process wrote and did not sync.
  if (auto synced = (*file)->sync(); !synced) return synced.error();
  (*file)->close(ring.head());
  return Ok();
}

}  // namespace

Result<Recovery> recover_ring(const std::string& path) {
  auto header = read_header(path);
  if (!header) return header.error();
  Recovery recovery;
  if (header->ring.empty() || !Ring::glance(header->ring)) return recovery;
  auto ring = Ring::take_over(header->ring);
  if (!ring) return Error{path + ": " + ring.error().what, ring.error().remedy};
  recovery.ring_found = true;
  if (auto drained = drain_into(**ring, path, recovery); !drained)
    return drained.error();
  (*ring)->unlink();
  return recovery;
}

}  // namespace dyad::log
