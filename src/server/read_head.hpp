#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include "dyad/server/request_head.hpp"

namespace dyad::server {

RequestHead read_head(
    const boost::beast::http::header<true, boost::beast::http::fields>& header,
    bool has_body, bool web_socket);

}  // namespace dyad::server
