#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

namespace dyad::cli {

// A file that was not there before; taken away again unless it was kept.
class NewFile {
 public:
  static Result<NewFile> create(const std::string& path);
  NewFile(NewFile&&) noexcept = default;
  NewFile& operator=(NewFile&&) noexcept = default;
  ~NewFile();

  bool write(std::string_view part);  // false: the disk says no
  Status keep();                      // it is whole; or why it is not

 private:
  NewFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace dyad::cli
