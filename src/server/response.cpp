#include "dyad/server/response.hpp"

#include "json_text.hpp"

namespace dyad::server {

Response json_response(const nlohmann::ordered_json& json, int status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = json_text(json);
  return response;
}

}  // namespace dyad::server
