#pragma once

#include <optional>
#include <span>
#include <string>

#include "dyad/server/asset.hpp"
#include "dyad/server/request_head.hpp"
#include "dyad/server/response.hpp"

namespace dyad::server {

// The dashboard: its files, and its page for every path that only the page knows.
class StaticAssets {
 public:
  explicit StaticAssets(std::span<const Asset> assets) : assets_(assets) {}

  // The answer to a GET of the path; none: nothing is there.
  std::optional<Response> answer(const std::string& path,
                                 const RequestHead& head) const;
  bool has(const std::string& path) const { return find(path) != nullptr; }

 private:
  const Asset* find(const std::string& path) const;
  const Asset* exact(std::string_view path) const;
  std::span<const Asset> assets_;
};

}  // namespace dyad::server
