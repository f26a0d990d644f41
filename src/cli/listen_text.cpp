#include "dyad/cli/listen_text.hpp"

#include <charconv>

namespace dyad::cli {

Result<ListenAddress> parse_listen(std::string_view text) {
  const Error wrong{
      "--listen: '" + std::string(text) + "' is no address with a port",
      "Write ADDRESS:PORT, as 127.0.0.1:8470, 0.0.0.0:8470 or [::1]:8470."};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  if (!bracketed && address.find(':') != std::string_view::npos) return wrong;
  ListenAddress listen{std::string(address), 0};
  const auto [end, error] =
      std::from_chars(port.data(), port.data() + port.size(), listen.port);
  if (error != std::errc() || end != port.data() + port.size() || address.empty()) {
    return wrong;
  }
  return listen;
}

std::string listen_text(const std::string& address, std::uint16_t port) {
  const bool is_ipv6 = address.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace dyad::cli
