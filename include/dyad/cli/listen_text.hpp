#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

namespace dyad::cli {

struct ListenAddress {
  std::string address;  // an IP address, without brackets
  std::uint16_t port = 0;
};

// "127.0.0.1:8470", "[::1]:8470".
Result<ListenAddress> parse_listen(std::string_view text);

// As it stands in an address for a browser.
std::string listen_text(const std::string& address, std::uint16_t port);

}  // namespace dyad::cli
