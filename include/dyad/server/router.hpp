#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dyad/server/request.hpp"
#include "dyad/server/response.hpp"

namespace dyad::server {

enum class Where : std::uint8_t {
  loop,   // on the server's own thread: must not block, may touch the daemon's state
  worker  // on a worker thread: may read files and compute; touches only what is its
          // own or guarded by a mutex
};

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method = Method::get;
  std::string pattern;          // "/api/v1/sessions/{id}/log"; a {name} is one segment
  Role role = Role::operator_;  // that it takes at least
  Where where = Where::loop;
  Handler handler;
};

// Finds the route of a request. Built before the server starts, constant afterwards.
// Of two patterns that fit, the one with a word where the other has a {name} is taken.
class Router {
 public:
  // Asserts that no route has the method and pattern already, whatever its {names}.
  void add(Route route);

  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> params;
  };
  struct NotFound {};
  struct WrongMethod {
    std::vector<Method> allowed;
  };
  // `path` decoded, from "/".
  std::variant<Match, NotFound, WrongMethod> find(Method method,
                                                  std::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // of each route, its segments
};

}  // namespace dyad::server
