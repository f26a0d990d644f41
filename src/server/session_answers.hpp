#pragma once

#include <string>

#include "dyad/core/result.hpp"
#include "dyad/server/problems.hpp"

// What several routes of sessions say.
namespace dyad::server {

inline Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

inline Response no_such_session(const Error& error) {
  return to_response(no_such_thing(error.what, error.remedy));
}

}  // namespace dyad::server
