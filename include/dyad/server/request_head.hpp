#pragma once

#include <string>

namespace dyad::server {

// What the gate looks at of a request, before its body is read. Fields are empty where
// the header is missing.
struct RequestHead {
  std::string method;  // as it came: "GET"
  std::string target;
  bool http_1_1 = true;
  unsigned hosts = 0;  // how many Host headers
  std::string host;
  std::string origin;
  std::string sec_fetch_site;
  std::string content_type;
  std::string authorization;
  std::string cookie;
  std::string accept_encoding;
  std::string if_none_match;
  std::string range;
  std::string if_range;
  std::string forwarded_for;
  std::string forwarded_host;
  std::string forwarded_proto;
  bool has_body = false;
  bool web_socket = false;  // asks for one
};

}  // namespace dyad::server
