#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <string>

#include "dyad/server/response.hpp"

namespace dyad::server {

// An answer as it goes out: its header, and the body or what of it goes along at once.
struct Outgoing {
  boost::beast::http::response<boost::beast::http::span_body<const char>> message;
  std::string body;       // where it is no file
  std::size_t sent = 0;   // of the body, with the header
  bool has_more = false;  // the rest of the body, or a file, is to follow
};

struct Framing {
  unsigned version = 11;    // of HTTP
  bool keep_alive = false;  // afterwards
  bool head = false;        // the answer to HEAD: no body follows
};

// `length`: of the body, which is that of the response or of its file.
Outgoing make_outgoing(Response response, std::uint64_t length, const Framing& framing);

}  // namespace dyad::server
