#pragma once

#include <chrono>
#include <functional>

#include "dyad/server/credentials.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// POST /api/v1/sign-in {"token"} and /api/v1/sign-out, by which a browser comes to hold
// its token in a cookie that no script can read, and GET /api/v1/me. `credentials`
// (null: no tokens are asked for) must outlive the router.
void add_sign_in_routes(Router& router, Credentials* credentials,
                        std::function<std::chrono::steady_clock::time_point()> now =
                            std::chrono::steady_clock::now);

}  // namespace dyad::server
