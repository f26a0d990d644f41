#pragma once

#include "dyad/server/router.hpp"

namespace dyad::server {

// docs/openapi.json as it was when the program was built.
extern const char* const kOpenapi;

// Gives it at /api/v1/openapi.json, to everyone.
void add_openapi_route(Router& router);

}  // namespace dyad::server
