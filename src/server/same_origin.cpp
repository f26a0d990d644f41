#include "dyad/server/same_origin.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "lower_case.hpp"

namespace dyad::server {
namespace {

struct HostPort {
  std::string host;  // lower case, IPv6 without brackets
  std::string port;
};

// "pi.local:8470", "[::1]:8470", "pi.local".
HostPort split_host(std::string_view text, std::string_view default_port) {
  HostPort split{lower_case(text), std::string(default_port)};
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return split;
    split.host = lower_case(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
  } else {
    const std::size_t colon = text.find(':');
    if (colon != text.rfind(':')) return split;  // an IPv6 without its brackets
    split.host = lower_case(text.substr(0, colon));
    text.remove_prefix(std::min(colon, text.size()));
  }
  if (text.size() > 1 && text[0] == ':') split.port = text.substr(1);
  if (split.host.ends_with('.')) split.host.pop_back();
  return split;
}

// `came_by`: the scheme of the request; empty where nobody said.
bool origin_is(const std::string& origin, const std::string& host,
               const std::string& came_by) {
  if (host.empty()) return false;
  const std::size_t scheme_end = origin.find("://");
  if (scheme_end == std::string::npos) return false;  // "null"
  const std::string scheme = lower_case(origin.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return false;
  if (!came_by.empty() && scheme != came_by) return false;
  const std::string_view port = scheme == "https" ? "443" : "80";
  const HostPort from =
      split_host(std::string_view(origin).substr(scheme_end + 3), port);
  const HostPort here = split_host(host, port);
  return from.host == here.host && from.port == here.port;
}

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return lower_case(name.data());
}

Problem wrong_host(const std::string& host) {
  return Problem{421,
                 "wrong-host",
                 "This server does not go by that name",
                 "The request is for '" + host + "'.",
                 "Use the machine's own name or address, or allow the name with dyad "
                 "serve --allow-host.",
                 nlohmann::ordered_json::object()};
}

Problem cross_origin(const std::string& what) {
  return Problem{
      403,
      "cross-origin",
      "A page of another site may not do this",
      what,
      "Use the dashboard that this server serves. Behind a proxy, let it pass "
      "on Host, or send X-Forwarded-Host.",
      nlohmann::ordered_json::object()};
}

}  // namespace

SameOrigin::SameOrigin(const std::string& address, const std::vector<std::string>& more)
    : hosts_{"localhost", "127.0.0.1", "::1"} {
  hosts_.insert(split_host(address, "").host);
  for (const std::string& each : more) hosts_.insert(split_host(each, "").host);
  if (const std::string name = machine_name(); !name.empty()) {
    hosts_.insert(name);
    hosts_.insert(name + ".local");
  }
}

// The address by which the client came is no name that somebody could point here.
bool SameOrigin::allows_host(std::string_view host, const Peer& peer) const {
  const std::string name = split_host(host, "").host;
  if (name.empty()) return false;
  return hosts_.contains(name) || name == peer.local;
}

std::optional<Problem> SameOrigin::check(const RequestHead& head,
                                         const Peer& peer) const {
  if (!allows_host(head.host, peer)) return wrong_host(head.host);
  const bool reads = head.method == "GET" || head.method == "HEAD";
  if (reads && !head.web_socket) return std::nullopt;
  const std::string& site = head.sec_fetch_site;
  if (!site.empty() && site != "same-origin" && site != "none")
    return cross_origin("The browser calls the request " + site + ".");
  const bool by_proxy = is_loopback(peer.address);
  const std::string came_by = by_proxy ? lower_case(head.forwarded_proto) : "";
  if (head.origin.empty() || origin_is(head.origin, head.host, came_by))
    return std::nullopt;
  if (by_proxy && origin_is(head.origin, head.forwarded_host, came_by))
    return std::nullopt;
  return cross_origin("The page is of " + head.origin + ", this server is " +
                      head.host + ".");
}

}  // namespace dyad::server
