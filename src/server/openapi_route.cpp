#include "dyad/server/openapi_route.hpp"

namespace dyad::server {

void add_openapi_route(Router& router) {
  router.add({Method::get, "/api/v1/openapi.json", Role::nobody, Where::loop,
              [](const Request&) {
                return Response{200, "application/json", kOpenapi, {}, {}};
              }});
}

}  // namespace dyad::server
