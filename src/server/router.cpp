#include "dyad/server/router.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"
#include "dyad/server/target.hpp"

namespace dyad::server {
namespace {

bool is_name(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool fits(const std::vector<std::string>& pattern,
          const std::vector<std::string>& path) {
  return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                    [](const std::string& part, const std::string& segment) {
                      return is_name(part) ? !segment.empty() : part == segment;
                    });
}

bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const std::string& x, const std::string& y) {
                      return x == y || (is_name(x) && is_name(y));
                    });
}

// Of two that fit one path: which has a word first.
bool more_exact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](const std::string& x, const std::string& y) {
                                        return !is_name(x) && is_name(y);
                                      });
}

}  // namespace

void Router::add(Route route) {
  DYAD_ASSERT(!route.pattern.empty() && route.pattern[0] == '/',
              "a route's pattern begins with a slash");
  std::vector<std::string> pattern = path_segments(route.pattern);
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    DYAD_ASSERT(routes_[i].method != route.method || !same_shape(patterns_[i], pattern),
                "two routes of one method and pattern");
  }
  routes_.push_back(std::move(route));
  patterns_.push_back(std::move(pattern));
}

std::variant<Router::Match, Router::NotFound, Router::WrongMethod> Router::find(
    Method method, std::string_view path) const {
  const std::vector<std::string> segments = path_segments(path);
  std::optional<std::size_t> best;
  std::vector<Method> allowed;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(patterns_[i], segments)) continue;
    const Method its = routes_[i].method;
    if (std::find(allowed.begin(), allowed.end(), its) == allowed.end())
      allowed.push_back(its);
    if (its != method) continue;
    if (!best || more_exact(patterns_[i], patterns_[*best])) best = i;
  }
  if (allowed.empty()) return NotFound{};
  if (!best) return WrongMethod{std::move(allowed)};
  Match match{&routes_[*best], {}};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string& part = patterns_[*best][i];
    if (is_name(part)) match.params[part.substr(1, part.size() - 2)] = segments[i];
  }
  return match;
}

}  // namespace dyad::server
