#include "dyad/server/doctor_route.hpp"

#include <utility>

namespace dyad::server {

void add_doctor_route(Router& router, const Machine& machine,
                      std::function<DoctorQuery()> query) {
  router.add({Method::get, "/api/v1/doctor", Role::viewer, Where::worker,
              [&machine, query = std::move(query)](const Request&) {
                return json_response(to_json(examine(machine, query())));
              }});
}

}  // namespace dyad::server
