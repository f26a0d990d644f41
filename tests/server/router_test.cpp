#include "dyad/server/router.hpp"

#include <gtest/gtest.h>

namespace dyad::server {
namespace {

Router routes() {
  Router router;
  for (const auto& [method, pattern] : {std::pair{Method::get, "/s"},
                                        {Method::get, "/s/{id}"},
                                        {Method::delete_, "/s/{id}"},
                                        {Method::get, "/s/current"},
                                        {Method::post, "/s/start"},
                                        {Method::get, "/s/{id}/log/{part}"}}) {
    router.add({method, pattern, Role::viewer, Where::loop, {}});
  }
  return router;
}

std::string matched(const Router& router, Method method, const std::string& path) {
  const auto found = router.find(method, path);
  const auto* match = std::get_if<Router::Match>(&found);
  return match == nullptr ? "" : match->route->pattern;
}

TEST(Router, NamesTakeOneSegmentEach) {
  const Router router = routes();
  const auto found = router.find(Method::get, "/s/a b/log/7");
  const auto& match = std::get<Router::Match>(found);
  EXPECT_EQ(match.params.at("id"), "a b");
  EXPECT_EQ(match.params.at("part"), "7");
  for (const char* path : {"/s/", "/s/a/", "/s/a/b", "/s//log/7", "/", "", "/S"})
    EXPECT_TRUE(
        std::holds_alternative<Router::NotFound>(router.find(Method::get, path)))
        << path;
}

TEST(Router, AWordIsTakenBeforeAName) {
  const Router router = routes();
  EXPECT_EQ(matched(router, Method::get, "/s/current"), "/s/current");
  EXPECT_EQ(matched(router, Method::get, "/s/other"), "/s/{id}");
  EXPECT_EQ(matched(router, Method::delete_, "/s/current"), "/s/{id}");
  EXPECT_EQ(matched(router, Method::get, "/s/start"), "/s/{id}");
}

TEST(Router, TellsWhatElseAPathAllows) {
  const Router router = routes();
  const auto found = router.find(Method::put, "/s/x");
  EXPECT_EQ(std::get<Router::WrongMethod>(found).allowed,
            (std::vector{Method::get, Method::delete_}));
}

TEST(RouterDeathTest, TwoRoutesOfOneShapeAreABug) {
  Router router = routes();
  EXPECT_DEATH(router.add({Method::get, "/s/{name}", Role::viewer, Where::loop, {}}),
               "two routes");
}

}  // namespace
}  // namespace dyad::server
