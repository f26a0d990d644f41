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

std::string line(const char* method, const std::string& pattern, Role role) {
  return std::string(method) + ' ' + pattern + ' ' + std::string(to_text(role)) + '\n';
}

}  // namespace

std::string route_table(const Router& router,
                        const std::map<std::string, SocketRoute>& sockets) {
  std::string text;
  for (const Route& route : router.routes()) {
    text += line(name_of(route.method), route.pattern, route.role);
  }
  for (const auto& [path, socket] : sockets) text += line("GET", path, socket.role);
  return text;
}

}  // namespace dyad::server
