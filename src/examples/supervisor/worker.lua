local function work(job, attempt)
    if job == "wash" and attempt == 1 then
        error("slipped")
    end
    return job .. "ed"
end

return { work = work }
