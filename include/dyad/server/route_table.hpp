#pragma once

#include <map>
#include <string>

#include "dyad/server/http_options.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// Every route and WebSocket, a line each: GET /api/v1/sessions/{id} viewer. For the
// test that holds docs/openapi.json to the server.
std::string route_table(const Router& router,
                        const std::map<std::string, SocketRoute>& sockets);

}  // namespace dyad::server
