#include <charconv>

#include "dyad/cli/http_client.hpp"

namespace dyad::cli {
namespace {

constexpr std::string_view kScheme = "http://";

Error bad(std::string_view url, const std::string& why) {
  return {"--url: '" + std::string(url) + "' " + why,
          "Give the daemon's address, as http://127.0.0.1:8470."};
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && port != 0 ? std::optional(port) : std::nullopt;
}

}  // namespace

std::string HttpOrigin::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return std::string(kScheme) + (v6 ? '[' + host + ']' : host) + ':' +
         std::to_string(port);
}

Result<HttpOrigin> parse_http_origin(std::string_view url) {
  std::string_view rest = url;
  if (rest.starts_with("https://")) {
    return Error{
        "--url: '" + std::string(url) + "' is https, which dyad ctl does not speak",
        "Run it on the machine of the daemon, or through an ssh tunnel to it: "
        "docs/ctl.md."};
  }
  if (!rest.starts_with(kScheme)) return bad(url, "does not begin with http://");
  rest.remove_prefix(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  std::string_view host = rest.substr(0, rest.find(':'));
  std::string_view after = rest.substr(host.size());
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return bad(url, "has a [ without a ]");
    host = rest.substr(1, end - 1);
    after = rest.substr(end + 1);
  }
  if (host.empty()) return bad(url, "names no machine");
  if (host.find_first_of("/?#@ ") != std::string_view::npos ||
      after.find('/') != std::string_view::npos) {
    return bad(url, "has more than a machine and a port");
  }
  HttpOrigin origin{std::string(host)};
  if (after.empty()) return origin;
  const auto port = after[0] == ':' ? port_of(after.substr(1)) : std::nullopt;
  if (!port) return bad(url, "has a port that is none");
  origin.port = *port;
  return origin;
}

}  // namespace dyad::cli
