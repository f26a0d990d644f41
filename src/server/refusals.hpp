#pragma once

#include <string>

#include "dyad/server/response.hpp"
#include "dyad/server/role.hpp"

// The answers of the server itself to what no handler gets to see.
namespace dyad::server {

Response malformed_request(const std::string& what);  // 400
Response token_required();                            // 401
Response token_wrong();                               // 401
Response role_too_low(Role has, Role needs);          // 403
Response proxy_without_tokens();                      // 403
Response not_found(const std::string& path);          // 404
Response method_not_allowed(const std::string& method, const std::string& allow);
Response body_too_large(std::uint64_t limit_bytes);        // 413
Response not_json(const std::string& content_type);        // 415
Response range_not_satisfiable(std::uint64_t size_bytes);  // 416
Response upgrade_required();                               // 426
Response too_many_requests(int wait_s);                    // 429
Response too_many_wrong_tokens(int wait_s);                // 429
Response headers_too_large(std::uint64_t limit_bytes);     // 431
Response internal_error();                                 // 500
Response too_many_connections();                           // 503

}  // namespace dyad::server
