#include "dyad/server/route_table.hpp"

#include "dyad/core/enum_names.hpp"

namespace dyad::server {
namespace {

const char* name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::delete_:
      return "DELETE";
  }
  return "";
}

}  // namespace

std::string route_table(const Router& router) {
  std::string text;
  for (const Route& route : router.routes()) {
    text += std::string(name_of(route.method)) + ' ' + route.pattern + ' ' +
            std::string(to_text(route.role)) + '\n';
  }
  return text;
}

}  // namespace dyad::server
