#include "read_head.hpp"

namespace dyad::server {
namespace {

namespace http = boost::beast::http;
using Header = http::header<true, http::fields>;

template <typename Name>
std::string value(const Header& header, Name name) {
  const auto found = header.find(name);
  return found == header.end() ? std::string() : std::string(found->value());
}

}  // namespace

RequestHead read_head(const Header& header, bool has_body, bool web_socket) {
  RequestHead head;
  head.method = std::string(header.method_string());
  head.target = std::string(header.target());
  head.http_1_1 = header.version() >= 11;
  head.hosts = static_cast<unsigned>(header.count(http::field::host));
  head.host = value(header, http::field::host);
  head.origin = value(header, http::field::origin);
  head.sec_fetch_site = value(header, "Sec-Fetch-Site");
  head.content_type = value(header, http::field::content_type);
  head.authorization = value(header, http::field::authorization);
  head.cookie = value(header, http::field::cookie);
  head.accept_encoding = value(header, http::field::accept_encoding);
  head.if_none_match = value(header, http::field::if_none_match);
  head.range = value(header, http::field::range);
  head.if_range = value(header, http::field::if_range);
  head.forwarded_for = value(header, "X-Forwarded-For");
  head.forwarded_host = value(header, "X-Forwarded-Host");
  head.forwarded_proto = value(header, "X-Forwarded-Proto");
  head.has_body = has_body;
  head.web_socket = web_socket;
  return head;
}

}  // namespace dyad::server
