#pragma once

#include <string>

#include "dyad/server/router.hpp"

namespace dyad::server {

// Every route, a line each: GET /api/v1/sessions/{id} viewer. For the test that holds
// docs/openapi.json to the server.
std::string route_table(const Router& router);

}  // namespace dyad::server
