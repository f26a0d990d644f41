#include "outgoing.hpp"

#include <algorithm>

namespace dyad::server {
namespace {

namespace http = boost::beast::http;

// Charts set styles of their own; scripts come from our files alone.
constexpr const char* kPagePolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";
constexpr const char* kDataPolicy = "default-src 'none'; frame-ancestors 'none'";

constexpr std::size_t kWithHeader = std::size_t{64} * 1024;

template <typename Message>
void set_security(Message& message, const std::string& content_type) {
  const bool page = content_type.starts_with("text/html");
  message.set("Content-Security-Policy", page ? kPagePolicy : kDataPolicy);
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("X-Frame-Options", "DENY");
}

// A handler's value must not begin another header.
std::string one_line(std::string value) {
  std::replace_if(
      value.begin(), value.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }, ' ');
  return value;
}

bool never_has_body(int status) { return status == 204 || status == 304; }

}  // namespace

Outgoing make_outgoing(Response response, std::uint64_t length,
                       const Framing& framing) {
  Outgoing out;
  auto& message = out.message;
  message.version(framing.version);
  message.result(static_cast<unsigned>(response.status));
  message.keep_alive(framing.keep_alive);
  set_security(message, response.content_type);
  message.set(http::field::cache_control, "no-store");
  if (!response.content_type.empty())
    message.set(http::field::content_type, response.content_type);
  for (auto& [name, value] : response.headers) {
    if (name == "Set-Cookie") {
      message.insert(name, one_line(std::move(value)));
    } else {
      message.set(name, one_line(std::move(value)));
    }
  }
  if (never_has_body(response.status)) return out;
  message.content_length(length);
  if (framing.head) return out;
  out.body = std::move(response.body);
  out.sent = std::min(out.body.size(), kWithHeader);
  out.has_more = out.sent < length;
  return out;
}

}  // namespace dyad::server
